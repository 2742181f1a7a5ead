import { createHmac, timingSafeEqual } from 'node:crypto';

const MOST_SIGNATURES = 10;

/**
 * Whether one of the signatures of a body, as PagerDuty lists them (`v1=…,v1=…`: HMAC-SHA-256 of the body as it came, hex), was made with one of some
 * secrets. See https://developer.pagerduty.com/docs/verifying-webhook-signatures.
 */
export function isSigned(
  body: Buffer,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  const given = (header ?? '')
    .split(',', MOST_SIGNATURES)
    .map(part => /^v1=([0-9a-f]{64})$/i.exec(part.trim())?.[1])
    .filter(part => part !== undefined)
    .map(part => Buffer.from(part, 'hex'));
  let found = false;
  for (const secret of secrets) {
    const right = createHmac('sha256', secret).update(body).digest();
    for (const signature of given) {
      if (timingSafeEqual(signature, right)) found = true;
    }
  }
  return found;
}
