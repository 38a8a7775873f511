import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const hangsAfterMs = 30 * 60_000;

/**
 * Runs a program in the project's folder, without stdin, and captures its output. A program that hangs is killed with
 * all its children, as is one that is running when we are asked to stop; its output is then shown.
 *
 * @param {string} program `node` is the Node that runs us
 * @param {readonly string[]} given
 * @returns {Promise<{ exitCode: number | null, stdout: string, stderr: string }>} exitCode is null if a signal ended it
 */
export function runProgram(program, given) {
  return new Promise((resolve, reject) => {
    const command = program === 'node' ? process.execPath : program;
    const child = spawn(command, given, {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });

    const timer = setTimeout(() => {
      stderr += `\n${program} ${given.join(' ')} was ended: it had not finished after ${hangsAfterMs / 60_000} minutes.\n`;
      endGroup(child.pid);
    }, hangsAfterMs);
    /** @param {NodeJS.Signals} signal */
    const interrupt = (signal) => {
      console.log(`${stdout}${stderr}\n${signal} while this ran: ${program} ${given.join(' ')}`);
      endGroup(child.pid);
      stopListening();
      process.kill(process.pid, signal);
    };
    const stopListening = () => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    child.on('error', (error) => {
      stopListening();
      reject(error);
    });
    child.on('close', (exitCode) => {
      stopListening();
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** @param {number | undefined} leader */
function endGroup(leader) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGTERM');
  } catch {
    // The whole group has already ended.
  }
}
