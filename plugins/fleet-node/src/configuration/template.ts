/** A text in which `{label:NAME}` stands for the value of a label. @public */
export interface Template {
  /** As it was written. */
  text: string;
  /** Texts and names of labels, in order. */
  parts: readonly (string | { label: string })[];
}

const PLACEHOLDER = /\{([^{}]*)\}/g;
/** Newer versions take any name. */
const LABEL = /^label:(.+)$/s;

/** Reads a template, or says what is wrong with it. @public */
export function parseTemplate(
  text: string,
): { template: Template } | { trouble: string } {
  const parts: (string | { label: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const label = LABEL.exec(match[1])?.[1];
    if (label === undefined) {
      return { trouble: 'a placeholder is written {label:NAME}' };
    }
    parts.push(text.slice(end, match.index), { label });
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  if (parts.some(part => typeof part === 'string' && /[{}]/.test(part))) {
    return { trouble: 'it has a brace that belongs to no {label:NAME}' };
  }
  return { template: { text, parts: parts.filter(part => part !== '') } };
}

/** Fills a template with the labels of a series; says which label the series does not have. @public */
export function fillTemplate(
  { parts }: Template,
  labels: Readonly<Record<string, string>>,
): { text: string } | { missing: string } {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    // An empty label is the same as none.
    const value = Object.hasOwn(labels, part.label) && labels[part.label];
    if (!value) return { missing: part.label };
    text += value;
  }
  return { text };
}
