/** Names of jobs as Jenkins writes them into addresses. */

/** Longer names are left out: what stands under them could not be recorded. */
export const LONGEST_NAME = 400;

/** The path of a job: `/job/folder/job/name`. The name of a branch is encoded already, and is encoded once more here, as Jenkins has it. */
export function jobPath(fullName: string): string {
  return fullName
    .split('/')
    .map(step => `/job/${encodeURIComponent(step)}`)
    .join('');
}

/** The full name of the job of a path such as `job/folder/job/name/12/`, with or without views before it; undefined where it is none. */
export function fullNameOfPath(path: string): string | undefined {
  const steps = path.split('/').filter(step => step !== '');
  const names: string[] = [];
  for (let at = 0; at + 1 < steps.length; at += 2) {
    const kind = steps[at];
    if (kind === 'view' && names.length === 0) continue;
    if (kind !== 'job') break;
    try {
      names.push(decodeURIComponent(steps[at + 1]));
    } catch {
      // A percent sign that encodes nothing: no Jenkins wrote it.
      return undefined;
    }
  }
  const fullName = names.join('/');
  return fullName === '' || fullName.length > LONGEST_NAME
    ? undefined
    : fullName;
}

/** Whether a job is one, or stands below one, of a folder. */
export function isBelow(fullName: string, root: string): boolean {
  return fullName === root || fullName.startsWith(`${root}/`);
}
