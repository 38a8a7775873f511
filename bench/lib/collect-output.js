/**
 * Everything a child prints, once it and all that hold its pipes have ended. Rejects if it could not be started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ readonly stdout: string, readonly stderr: string, readonly exitCode: number | null }>}
 */
export function collectOutput(child) {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ stdout, stderr, exitCode }));
  });
}
