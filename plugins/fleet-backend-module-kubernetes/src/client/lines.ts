/** No object of Kubernetes is nearly as long; what is longer is not what we asked for. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines. A last line without its end is dropped: it is half of something.
 *
 * @throws RangeError when a line grows beyond 16 MiB, so that nothing is kept without bound.
 */
export async function* lines(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (
      let end = piece.indexOf(NEWLINE);
      end !== -1;
      end = piece.indexOf(NEWLINE, from)
    ) {
      kept.push(piece.subarray(from, end));
      const line = (
        kept.length === 1 ? Buffer.from(kept[0]) : Buffer.concat(kept)
      ).toString('utf8');
      kept = [];
      keptBytes = 0;
      from = end + 1;
      if (line !== '') yield line;
    }
    if (from < piece.length) {
      kept.push(piece.subarray(from));
      keptBytes += piece.length - from;
      if (keptBytes > LONGEST_LINE_BYTES) {
        throw new RangeError(
          `A line is longer than ${LONGEST_LINE_BYTES} bytes`,
        );
      }
    }
  }
}
