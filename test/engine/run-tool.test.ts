import { describe, expect, test } from 'vitest';
import { runTool } from '../../src/engine/run-tool.js';
import { InterruptedError } from '../../src/errors/errors.js';
import { holds, isRunning } from './fixtures/processes.js';

describe('a tool', () => {
  test('returns its output', async () => {
    const result = await runTool('/bin/sh', ['-c', 'echo out; echo err >&2'], { timeoutMs: 10_000 });
    expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', failure: undefined, timedOut: false });
  });

  test('that fails reports how it ended', async () => {
    expect((await runTool('/bin/sh', ['-c', 'exit 7'], { timeoutMs: 10_000 })).failure).toContain('exit code 7');
  });

  test('that does not exist is a failure, not an exception', async () => {
    expect((await runTool('/nowhere/tool', [], { timeoutMs: 10_000 })).failure).toContain('ENOENT');
  });

  test('that hangs is killed with everything it started', async () => {
    // The helper prints its pid, then tool and helper hang forever.
    const hanging = 'sh -c "echo \\$\\$; exec tail -f /dev/null" & wait';
    const result = await runTool('/bin/sh', ['-c', hanging], { timeoutMs: 500 });
    expect(result.failure).toContain('did not respond within 0.5 s');
    const helper = Number(result.stdout);
    expect(helper).toBeGreaterThan(0);
    expect(await holds(async () => !(await isRunning(helper)))).toBe(true);
  });

  test('is stopped by an abort', async () => {
    const controller = new AbortController();
    const running = runTool('/bin/sh', ['-c', 'tail -f /dev/null'], { timeoutMs: 60_000, signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(InterruptedError);
  });
});
