/**
 * What containers of an image do. The words between the separators of its name decide:
 *
 * - `missing`: no registry has it;
 * - `pullfail`: the registry cannot be reached;
 * - `slow`: pulling takes a while;
 * - `slowstart`: starting takes a while;
 * - `nostart`: it cannot be started;
 * - `crash`: it ends with code 1, one second after its start;
 * - `exit0`: it ends with code 0, one second after its start;
 * - `stuck`: it does not end when asked, only when killed;
 * - `unhealthy`: commands that are run in it fail, such as health checks.
 */
const BEHAVIOURS = [
  'missing',
  'pullfail',
  'slow',
  'slowstart',
  'nostart',
  'crash',
  'exit0',
  'stuck',
  'unhealthy',
] as const;

/** One word, see the top of this file. */
export type ImageBehaviour = (typeof BEHAVIOURS)[number];

/** Whether an image behaves so. */
export function imageDoes(image: string, behaviour: ImageBehaviour): boolean {
  return image.split(/[^a-z0-9]+/).includes(behaviour);
}
