/** Whether it is an owner and a name; GitHub knows no groups within groups. */
export function isSlug(slug: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}\/(?!\.\.?$)[A-Za-z0-9_.-]{1,100}$/.test(slug);
}
