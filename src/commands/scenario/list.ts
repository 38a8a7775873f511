import { availableParallelism } from 'node:os';
import { BaseCommand } from '../../cli/base-command.js';
import { loadScenario } from '../../scenario/load-scenario.js';
import { shippedScenarios } from '../../scenario/shipped-scenarios.js';

export default class ScenarioList extends BaseCommand {
  static override summary = 'List the shipped scenarios.';
  static override examples = ['<%= config.bin %> scenario list', '<%= config.bin %> scenario list --json'];

  async run(): Promise<{ readonly scenarios: readonly { readonly name: string; readonly description: string }[] }> {
    await this.parse(ScenarioList);
    const names = await shippedScenarios();
    const loaded = await Promise.all(names.map((name) => loadScenario(name, {}, { cpuCount: availableParallelism() })));
    const scenarios = loaded.map(({ scenario: { name, description } }) => ({ name, description }));
    const width = Math.max(...names.map((name) => name.length));
    for (const { name, description } of scenarios) this.log(`${name.padEnd(width)}  ${description}`);
    return { scenarios };
  }
}
