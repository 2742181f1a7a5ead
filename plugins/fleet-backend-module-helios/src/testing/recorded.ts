import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** An answer of a real Helios 0.9.2, verbatim. */
export function recordedText(name: string): string {
  return readFileSync(
    resolvePackagePath(
      '@landfall/backstage-plugin-fleet-backend-module-helios',
      `src/testing/recorded/${name}.txt`,
    ),
    'utf8',
  );
}

/** The same, parsed. */
export function recorded(name: string): Record<string, unknown> {
  return JSON.parse(recordedText(name));
}
