// Starts `server.mjs` beside this file. Plain JavaScript, as Jest's global setup loads it before there is anything that understands TypeScript.
const { spawn } = require('node:child_process');
const { once } = require('node:events');

exports.spawnPostgres = async ({ durable = false } = {}) => {
  const child = spawn(
    process.execPath,
    [require.resolve('./server.mjs'), ...(durable ? ['--durable'] : [])],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  let complaints = '';
  child.stderr.on('data', chunk => {
    complaints += chunk;
  });
  const exited = once(child, 'exit');
  const line = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      if (output.includes('\n')) {
        resolve(output);
      }
    });
    child.once('error', reject);
    exited.then(() =>
      reject(new Error(`PostgreSQL did not start: ${complaints}`)),
    );
  });
  // Waiting for it must not keep this process waiting; when this process ends, its end of the pipe closes, and PostgreSQL stops.
  child.unref();
  [child.stdin, child.stdout, child.stderr].forEach(stream => stream.unref());
  return {
    url: JSON.parse(line).url,
    pid: child.pid,
    async stop() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
};
