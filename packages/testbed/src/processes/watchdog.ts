/**
 * Nothing that the testbed starts outlives the process that started it, however that process ends.
 *
 * A shell of a few lines waits in a session of its own. It is told over a pipe what was started and what was stopped. When the pipe closes, because
 * we are done, were interrupted or were killed with `kill -9`, it kills what is left and removes the temporary folders.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

const SCRIPT = `
trap '' INT TERM HUP
groups=' '; folders=' '
while read -r word value; do
  case $word in
    started) groups="$groups$value " ;;
    stopped) groups=$(printf %s "$groups" | sed "s# $value # #") ;;
    made) folders="$folders$value " ;;
    removed) folders=$(printf %s "$folders" | sed "s# $value # #") ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
[ "$groups" = ' ' ] || sleep 0.2
for folder in $folders; do rm -rf -- "$folder"; done
`;

let shell: ChildProcess | undefined;
let guarded = 0;

function tell(word: string, value: string | number) {
  if (/\s/.test(String(value))) {
    throw new Error(`The watchdog cannot guard a name with a space: ${value}`);
  }
  if (!shell) {
    shell = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Waiting for us must not keep us waiting.
    shell.unref();
    if (shell.stdin instanceof Socket) {
      shell.stdin.unref();
    }
  }
  shell.stdin?.write(`${word} ${value}\n`);
}

function release(word: string, value: string | number) {
  tell(word, value);
  guarded -= 1;
  if (guarded === 0) {
    shell?.stdin?.end();
    shell = undefined;
  }
}

/**
 * Has a process group killed when this process ends.
 *
 * @returns takes the group out of the watchdog's care again, once it has ended
 */
export function guardProcessGroup(leader: number): () => void {
  guarded += 1;
  tell('started', leader);
  return () => release('stopped', leader);
}

/**
 * Has a folder removed when this process ends.
 *
 * @returns takes the folder out of the watchdog's care again, once it is removed
 */
export function guardFolder(path: string): () => void {
  guarded += 1;
  tell('made', path);
  return () => release('removed', path);
}
