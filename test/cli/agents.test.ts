import { expect, test } from 'vitest';
import { waitUntil } from '../../src/clock/wait.js';
import { startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, run, savedRecord } from './drill/run.js';

const agents = fixture('agents.yaml');

test('agents share one load, every key is audited, and nothing of them is left behind', async () => {
  const { exitCode, stderr, files } = await run(['run', agents]);
  const record = savedRecord(files);
  expect(exitCode, JSON.stringify(record.gates)).toBe(0);
  expect(stderr).toMatch(/agents +2 of 2: agent-\d, agent-\d/);
  // Rate times duration, divided among the two.
  expect(record.totals.operations).toMatchObject({ planned: 400, ok: 400 });
  expect(record.agents?.map(({ sent, keys, auditedKeys }) => ({ sent, keys, auditedKeys }))).toEqual([
    { sent: 200, keys: 100, auditedKeys: 100 },
    { sent: 200, keys: 100, auditedKeys: 100 },
  ]);
});

// Both of these mostly wait.
test.concurrent('an agent that dies is named, and the run has no verdict', async () => {
  const fault = 'faults=[{ at: 1s, agent-kill: { agent: 2 }, recover: none }]';
  const { exitCode, stdout, files } = await run(['run', agents, '--set', fault, '--set', 'gates=["lost_writes == 0"]']);
  const record = savedRecord(files);
  expect({ exitCode, verdict: record.verdict }).toEqual({ exitCode: 4, verdict: 'unknown' });
  expect(stdout).toMatch(/The agent agent-2 \(place \d of 2\) was lost at 1\.\d+ s/);
  expect(record.writeSafety).toMatchObject({
    verdict: 'unknown',
    reason: expect.stringContaining('100 keys were not audited'),
  });
  const lost = record.agents?.find(({ name }) => name === 'agent-2');
  expect(lost).toMatchObject({ auditedKeys: 0, ledgerSha256: null });
  expect((lost?.lostAtMs ?? Number.NaN) - (record.faults[0]?.injectedAtMs ?? Number.NaN)).toBeLessThan(10_000);
});

test.concurrent('an agent that dies before anything is measured is no bug of ours', async () => {
  await using control = await startForeignServer('secret', { keys: 0 });
  const environment = { CACHE_BENCH_CONTROL: `redis://:secret@127.0.0.1:${control.port}` };
  await using agent = await startProgram(['agent', '--name', 'alpha', '--cores', '1'], { environment });
  const options = ['--agents', '1', '--warmup', '60s'];
  await using coordinator = await startProgram(['run', agents, ...options], { environment });
  await coordinator.saw(/^phase warmup/m);
  process.kill(agent.pid, 'SIGKILL');
  const { exitCode, stderr } = await coordinator.end();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 5,
    stderr: expect.stringMatching(
      /^Error: The agent alpha \(place 1\) was lost before anything was measured: it was silent for 8 s\. Try: /m,
    ),
  });
});

const carryOn = ['--set', 'agents.onLostAgent=continue', '--set', 'workload.mix={ set: 100 }'];

test.concurrent('with onLostAgent: continue, the others carry on without an agent that dies', async () => {
  const fault = 'faults=[{ at: 1s, agent-kill: { agent: 2 }, recover: none }]';
  const options = ['--set', fault, '--duration', '4s', '--set', 'gates=["lost_writes == 0"]'];
  const { exitCode, stdout, files } = await run(['run', agents, ...carryOn, ...options]);
  const record = savedRecord(files);
  expect({ exitCode, verdict: record.verdict }).toEqual({ exitCode: 4, verdict: 'unknown' });
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /agent-2 \(place \d of 2\) was lost at 1\.\d+ s, and the others carried on/,
  );
  const [kept, lost] = ['agent-1', 'agent-2'].map((name) => record.agents?.find((agent) => agent.name === name));
  // Its share is that of half of 200/s for 4 s.
  expect(kept).toMatchObject({ sent: 400, keys: 100, auditedKeys: 100, lostAtMs: null });
  expect(lost).toMatchObject({ keys: 100, auditedKeys: 0 });
  expect(lost?.reportedUntilMs).toBeLessThanOrEqual(lost?.lostAtMs ?? 0);
  expect(lost?.sent).toBeLessThan(200);
  expect(record.writeSafety.reason).toContain('100 keys were not audited');
});

test.concurrent('an agent that is paused past its lease sends nothing when it wakes, while the others carry on', async () => {
  await using control = await startForeignServer('secret', { keys: 0 });
  await using target = await startForeignServer('open sesame', { keys: 0 });
  const environment = {
    CACHE_BENCH_CONTROL: `redis://:secret@127.0.0.1:${control.port}`,
    CACHE_BENCH_TARGET_PASSWORD: 'open sesame',
  };
  await using _alpha = await startProgram(['agent', '--name', 'alpha', '--cores', '1'], { environment });
  await using beta = await startProgram(['agent', '--name', 'beta', '--cores', '1'], { environment });
  const place = ['--target', `redis://127.0.0.1:${target.port}`, '--duration', '20s', '--set', 'gates=[]'];
  await using coordinator = await startProgram(['run', agents, ...carryOn, ...place], { environment });
  await coordinator.saw(/^phase steady/m);
  process.kill(beta.pid, 'SIGSTOP');
  await coordinator.saw(/beta \(place \d\) was lost: it was silent for 8 s.* The others carry on/);
  const atLoss = await target.everything();
  process.kill(beta.pid, 'SIGCONT');
  await beta.saw(/stopped, because the coordinator gave it up/);
  // Every write changes the value of its key, and the keys of a load thread are all even or all odd.
  let changed: readonly string[] = [];
  const enough = async () => {
    const values = [...(await target.everything())];
    changed = values.filter(([key, value]) => atLoss.get(key) !== value).map(([key]) => key);
    return changed.length >= 80;
  };
  expect(await waitUntil(enough, { timeoutMs: 10_000, pollMs: 100 })).toBe(true);
  expect(new Set(changed.map((key) => Number(key.at(-1)) % 2)).size).toBe(1);
  coordinator.child.kill('SIGINT');
  expect((await coordinator.end()).exitCode).toBe(130);
  expect(await target.client.keys('*')).toEqual([]);
});

test.concurrent('when the control Redis dies, the run ends with a record that names the agents, and an agent can be interrupted', async () => {
  await using control = await startForeignServer('secret', { keys: 0 });
  const environment = { CACHE_BENCH_CONTROL: `redis://:secret@127.0.0.1:${control.port}` };
  await using agent = await startProgram(['agent', '--name', 'alpha', '--cores', '1'], { environment });
  await using coordinator = await startProgram(['run', agents, '--agents', '1'], { environment });
  await coordinator.saw(/^phase steady/m);
  process.kill(control.pid, 'SIGKILL');
  const { exitCode, stdout } = await coordinator.end();
  const record = savedRecord(await filesIn(coordinator.folder));
  expect({ exitCode, verdict: record.verdict }).toEqual({ exitCode: 3, verdict: 'fail' });
  expect(stdout).toContain('FAIL  agents.lost <= 0 (observed 1, limit 0)');
  expect(record.warnings.map(({ message }) => message)).toContain(
    'The agent alpha (place 1) was lost: the control Redis was away for 8 s. Its share of the run is unknown.',
  );
  expect(record.agents).toMatchObject([{ name: 'alpha', auditedKeys: 0, ledgerSha256: null }]);
  agent.child.kill('SIGINT');
  expect((await agent.end()).exitCode).toBe(0);
});

test('--control without agents, and an agent without --control, are wrong usage', async () => {
  const alone = await run(['run', fixture('quiet.yaml'), '--control', 'redis://127.0.0.1:1']);
  expect(alone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no effect without agents') });
  const lonely = await run(['agent']);
  expect(lonely).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Try: --control redis://') });
});

test.concurrent('a control Redis that refuses the password or the database is no bug of ours, whoever asks', async () => {
  await using control = await startForeignServer('secret', { keys: 0 });
  const at = (userInfo: string, path = '') => `redis://${userInfo}127.0.0.1:${control.port}${path}`;
  const refused = async (argv: readonly string[], url: string, reason: string) => {
    const { exitCode, stderr } = await run([...argv, '--control', url]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 5,
      stderr: expect.stringMatching(new RegExp(`^Error: The control Redis .* refused the connection \\(${reason}`)),
    });
  };
  await refused(['agent'], at(':wrong@'), 'WRONGPASS');
  await refused(['run', agents], at(''), 'NOAUTH');
  await refused(['agent'], at(':secret@', '/99'), 'ERR DB index is out of range');
});
