import { SourceError } from '@landfall/backstage-plugin-fleet-node';
import { databaseErrorText, problemOf, redactProblems } from './errors';

describe('errors in words', () => {
  it('leave out the statement and the values of a database error', () => {
    const error = new Error(
      `insert into "x" ("a") values ('hunter2 - it is') - relation "x" does not exist`,
    );
    expect(databaseErrorText(error)).toBe('relation "x" does not exist');
  });

  it('say what to do where the source says it', () => {
    const error = new SourceError('The cluster refuses', {
      fix: 'Renew token=abcdefghijkl in the secret.',
      cause: new Error('401 Unauthorized'),
    });
    expect(problemOf(error)).toEqual({
      text: 'The cluster refuses: 401 Unauthorized',
      fix: 'Renew token=[redacted] in the secret.',
    });
    expect(problemOf('just so')).toEqual({ text: 'just so', fix: '' });
  });

  it('are bounded in number and length', () => {
    const many = Array.from({ length: 100 }, () => ({
      text: 'word '.repeat(1_000),
      fix: '',
    }));
    const kept = redactProblems(many);
    expect(kept).toHaveLength(20);
    expect(kept[0].text.length).toBeLessThanOrEqual(1_000);
  });
});
