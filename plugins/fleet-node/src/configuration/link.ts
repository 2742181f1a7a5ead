const PLACEHOLDER = /\{([^{}]*)\}/g;

/**
 * Fills the placeholders of a template, such as `{cluster}`, with percent-encoded values.
 *
 * @public
 */
export function fillLink(
  template: string,
  values: Readonly<Record<string, string>>,
): string {
  return template.replace(PLACEHOLDER, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
}

/**
 * Says what is wrong with a template of links; undefined if nothing is.
 *
 * @param known - the placeholders that may stand in it
 * @public
 */
export function linkTrouble(
  template: string,
  known: readonly string[],
): string | undefined {
  for (const [, name] of template.matchAll(PLACEHOLDER)) {
    if (!known.includes(name)) {
      return `{${name}} is not one of ${known
        .map(placeholder => `{${placeholder}}`)
        .join(', ')}`;
    }
  }
  const sample = fillLink(
    template,
    Object.fromEntries(known.map(name => [name, 'x'])),
  );
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol)) {
    return 'it is not an http or https URL';
  }
  return undefined;
}
