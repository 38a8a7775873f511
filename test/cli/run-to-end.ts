import { spawn } from 'node:child_process';

/**
 * Runs a program like a person in a shell, without the environment of a surrounding `npm test`, and without stdin.
 * Throws with all output unless it exits with 0, or the machine was too busy to carry the load before any fault: such a run has no verdict.
 */
export function runToEnd(
  program: string,
  given: readonly string[],
  options: {
    readonly cwd: string;
    readonly npmCache?: string;
    readonly path?: string;
    readonly temporaryFolder?: string;
  },
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const environment = environmentOfShell();
    if (options.path !== undefined) environment.PATH = options.path;
    if (options.npmCache !== undefined) environment.npm_config_cache = options.npmCache;
    if (options.temporaryFolder !== undefined) environment.TMPDIR = options.temporaryFolder;
    // From Node 22 on, npm keeps its compiled code in the temporary folder.
    environment.NODE_DISABLE_COMPILE_CACHE = '1';
    const child = spawn(program, given, { cwd: options.cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const isMachineTooBusy =
        [3, 4].includes(exitCode ?? 0) &&
        /of the load was carried (before any|although there was no) fault/.test(stderr);
      if (exitCode === 0 || isMachineTooBusy) resolve({ stdout, stderr });
      else reject(new Error(`${program} ${given.join(' ')} exited with ${exitCode}:\n${stdout}\n${stderr}`));
    });
  });
}

/** npm passes the project and its flags to scripts by environment, and an inner npm would use them. */
function environmentOfShell(): NodeJS.ProcessEnv {
  const fromNpm =
    /^(npm_(lifecycle|package|command|execpath|node_execpath|config_(local_prefix|loglevel|silent|yes))|INIT_CWD$)/i;
  const fromTests = /^(VITEST|TEST|NODE_ENV|TEST_RESULT_FILE)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !fromNpm.test(name) && !fromTests.test(name)),
  );
}
