/**
 * What a pod template tells: the artefact (its images) and the configuration (all the rest). Kinds of workloads share it.
 */
import {
  canonicalJson,
  digestOfImage,
  type ContainerImage,
} from '@landfall/backstage-plugin-fleet-node';
import {
  fields,
  list,
  malformed,
  text,
  texts,
  type Fields,
  type Projection,
} from './projection';

/** The annotation of a template by which its instances are started anew on purpose. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
const POD_TEMPLATE_HASH = 'pod-template-hash';
/** What the schema of observations takes as the value of an annotation. */
const LONGEST_ANNOTATION = 1024;
const NO_ANNOTATIONS: Readonly<Record<string, string>> = {};

/**
 * The image references as the author wrote them: containers first, then init containers. What is injected into pods is not in the template.
 *
 * @throws MalformedObjectError
 */
export function templateImages(
  kind: string,
  object: unknown,
  template: unknown,
  projection: Projection,
): ContainerImage[] {
  const spec = fields(fields(template).spec);
  const containers = [...list(spec.containers), ...list(spec.initContainers)];
  if (list(spec.containers).length === 0) {
    throw malformed(kind, object, 'spec.template.spec.containers');
  }
  return containers.map(entry => {
    const { name, image } = fields(entry);
    const container = text(name);
    const reference = text(image);
    if (container === undefined || reference === undefined) {
      throw malformed(kind, object, 'spec.template.spec.containers[].image');
    }
    const digest = digestOfImage(reference);
    return {
      container: projection.intern(container),
      reference: projection.intern(reference),
      ...(digest !== undefined && { digest }),
    };
  });
}

/** The annotations of a template that somebody asks for. */
export function templateAnnotations(
  template: unknown,
  projection: Projection,
): Readonly<Record<string, string>> {
  const { annotations } = fields(fields(template).metadata);
  return keptAnnotations(annotations, projection);
}

/** Of annotations, those that somebody asks for. */
export function keptAnnotations(
  annotations: unknown,
  projection: Projection,
): Readonly<Record<string, string>> {
  const kept = Object.entries(
    texts(annotations, projection.keepAnnotation),
  ).filter(([, value]) => value.length <= LONGEST_ANNOTATION);
  return kept.length === 0 ? NO_ANNOTATIONS : Object.fromEntries(kept);
}

/**
 * Keyed fingerprint of the template without images, without `restartedAt` and the annotations that configuration names, and without what the
 * controller adds. The text it is made from does not leave this function: it holds the values of environment variables.
 */
export function configurationOf(
  template: unknown,
  projection: Projection,
): string {
  const { metadata, spec, ...rest } = fields(template);
  const { labels, annotations } = fields(metadata);
  return projection.fingerprint(
    canonicalJson({
      ...rest,
      labels: texts(labels, name => name !== POD_TEMPLATE_HASH),
      annotations: texts(
        annotations,
        name =>
          name !== RESTARTED_AT && !projection.ignoreTemplateAnnotation(name),
      ),
      spec: withoutImages(fields(spec)),
    }),
  );
}

function withoutImages(spec: Fields): Fields {
  const strip = (containers: unknown) =>
    list(containers).map(container => {
      const { image: _, ...rest } = fields(container);
      return rest;
    });
  return {
    ...spec,
    containers: strip(spec.containers),
    initContainers: strip(spec.initContainers),
  };
}
