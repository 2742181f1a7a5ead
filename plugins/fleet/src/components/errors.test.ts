import { ResponseError } from '@backstage/errors';
import { failureText } from './errors';

const refusal = (status: number, type: string, body: string) =>
  ResponseError.fromResponse(
    new Response(body, {
      status,
      statusText: 'Bad Gateway',
      headers: { 'Content-Type': type },
    }) as Parameters<typeof ResponseError.fromResponse>[0],
  );

describe('the text of a failure', () => {
  it('is the sentence of the backend', async () => {
    const error = await refusal(
      404,
      'application/json',
      JSON.stringify({
        error: { name: 'NotFoundError', message: 'There is no such team' },
        response: { statusCode: 404 },
      }),
    );
    expect(failureText(error)).toBe('There is no such team');
  });

  it('is no page of a proxy', async () => {
    const error = await refusal(502, 'text/html', '<html>Oh no</html>');
    expect(failureText(error)).toMatch(/^Request failed with 502/);
    expect(failureText(error)).not.toContain('html');
  });
});
