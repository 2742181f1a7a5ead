/** Patterns of signals: `*` stands for any characters, `?` for one; of several one suffices. */

/** Whether a text matches. */
export type Matcher = (text: string) => boolean;

/** One pattern or several, as several. */
export function listOf(
  patterns: string | readonly string[],
): readonly string[] {
  return typeof patterns === 'string' ? [patterns] : patterns;
}

/** Whether a pattern stands for more than itself. */
export function isWild(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Matches a whole text. */
export function globMatcher(patterns: string | readonly string[]): Matcher {
  return anyOf(listOf(patterns).map(pattern => globTest(pattern, false)));
}

/** Matches the path of an image's repository as a whole, or its end from a slash on. */
export function imageMatcher(patterns: string | readonly string[]): Matcher {
  return anyOf(listOf(patterns).map(pattern => globTest(pattern, true)));
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  return matchers.length === 1
    ? matchers[0]
    : text => matchers.some(matches => matches(text));
}

function globTest(pattern: string, fromASlash: boolean): Matcher {
  if (!isWild(pattern)) {
    return fromASlash
      ? text => text === pattern || text.endsWith(`/${pattern}`)
      : text => text === pattern;
  }
  if (!fromASlash) {
    return text => globMatches(pattern, text);
  }
  return text => {
    for (let start = 0; ; ) {
      if (globMatches(pattern, text.slice(start))) return true;
      const slash = text.indexOf('/', start);
      if (slash < 0) return false;
      start = slash + 1;
    }
  };
}

/** Without regular expressions: a pattern of many stars must not take exponential time on a text that somebody else chose. */
function globMatches(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0];
  while (t < text.length) {
    if (
      p < pattern.length &&
      (pattern[p] === '?' || pattern[p] === text[t]) &&
      pattern[p] !== '*'
    ) {
      p++;
      t++;
    } else if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
