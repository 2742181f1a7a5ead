/** What is told of something that takes long. */
export interface ProgressOptions {
  /** What is being done, such as "building etcd". */
  what: string;
  /** Gets a line for people now and then. */
  onProgress?: (line: string) => void;
  everyMs?: number;
}

/** Does something that takes long, and says so when it begins, every so often meanwhile, and when it is done. */
export async function withProgress<T>(
  options: ProgressOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { what, onProgress, everyMs = 15_000 } = options;
  const begun = performance.now();
  const elapsed = () => spanOf((performance.now() - begun) / 1_000);
  onProgress?.(what);
  const timer = setInterval(
    () => onProgress?.(`still ${what}, for ${elapsed()}`),
    everyMs,
  );
  try {
    const done = await work();
    onProgress?.(`done ${what}, in ${elapsed()}`);
    return done;
  } finally {
    clearInterval(timer);
  }
}

function spanOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - 60 * minutes);
  return minutes === 0 ? `${rest} s` : `${minutes} min ${rest} s`;
}
