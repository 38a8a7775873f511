import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TerminalScreen } from '../progress/terminal-screen.js';

const columns = 70;
const program = resolve('bin/run.js');
// The one of util-linux; macOS and BSD have one with different arguments.
const hasPseudoTerminal =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
const drill = 'smoke --duration 60s --set faults=[] --set gates=[] --set phases.warmup=0s';

if (!hasPseudoTerminal)
  process.stderr.write('LEFT OUT: the live view in a terminal is not tried, since util-linux has no script here.\n');

describe.skipIf(!hasPseudoTerminal)('the live view in a real terminal', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-live-'));
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves nothing on the screen after Ctrl-C, and restores the cursor', async () => {
    const { screen, exitCode, sawLiveView } = await runInTerminal(drill, '\u0003');
    expect(sawLiveView).toBe(true);
    expect(screen.cursorIsShown).toBe(true);
    expect(screen.text).toContain('interrupted: saving the measurements');
    expect(screen.text).not.toMatch(/^(minute|nodes|errors|now) {3}/m);
    expect(exitCode).toBe(130);
  });

  it('has no colour with NO_COLOR, and prints nothing with --quiet', async () => {
    const plain = await runInTerminal(drill, '\u0003', { NO_COLOR: '1' });
    expect(plain.sawLiveView).toBe(true);
    expect(plain.text).not.toContain('\u001b[2m');
    const quiet = await runInTerminal('smoke --no-faults --duration 1500ms --quiet', undefined);
    expect(quiet.sawLiveView).toBe(false);
    expect(quiet.text).not.toContain('phase steady');
    expect(quiet.text).not.toContain('\u001b[?25l');
  });

  it('restores the cursor when the program crashes', async () => {
    const crash = `
      const { processHost } = await import('${resolve('dist/cli/host.js')}');
      const { createLiveScreen } = await import('${resolve('dist/progress/live-screen.js')}');
      createLiveScreen(processHost().stderr).draw(['minute']);
      setImmediate(() => { throw new Error('crashed'); });`;
    const { screen, text, exitCode } = await startInTerminal(`--input-type=module --eval "${crash}"`, undefined);
    expect(text).toContain('\u001b[?25l');
    expect(text).toContain('Error: crashed');
    expect(screen.cursorIsShown).toBe(true);
    expect(exitCode).toBe(1);
  });

  function runInTerminal(given: string, typed: string | undefined, environment = {}) {
    return startInTerminal(`'${program}' run ${given}`, typed, environment);
  }

  /** Starts Node; types `typed` once the load is shown. */
  async function startInTerminal(given: string, typed: string | undefined, environment = {}) {
    const command = `stty cols ${columns} rows 30; exec '${process.execPath}' ${given}`;
    const { NO_COLOR: _, ...inherited } = process.env;
    const started = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      cwd: folder,
      env: { ...inherited, TERM: 'xterm', ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = started;
    const screen = new TerminalScreen(columns);
    let text = '';
    let sawLiveView = false;
    started.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (sawLiveView || !text.includes('minute')) return;
      sawLiveView = true;
      if (typed !== undefined) started.stdin.write(typed);
    });
    const exitCode = await new Promise<number | null>((done) => started.on('close', done));
    screen.write(text);
    return { screen, text, exitCode, sawLiveView };
  }
});
