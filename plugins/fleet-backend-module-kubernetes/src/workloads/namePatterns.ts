/**
 * Makes a test of names out of patterns, in which `*` stands for any characters and `?` for one.
 */
export function namePatterns(
  patterns: readonly string[],
): (name: string) => boolean {
  const names = new Set<string>();
  const globs: string[] = [];
  for (const pattern of patterns) {
    if (/[*?]/.test(pattern)) globs.push(pattern);
    else names.add(pattern);
  }
  return name => names.has(name) || globs.some(glob => fits(name, glob));
}

/** Goes back only to the last `*`, so that no pattern takes long. */
function fits(name: string, glob: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0;
  while (at < name.length) {
    if (glob[next] === '*') {
      star = next;
      taken = at;
      next += 1;
    } else if (glob[next] === '?' || glob[next] === name[at]) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (glob[next] === '*') next += 1;
  return next === glob.length;
}
