import { BaseCommand } from '../../cli/base-command.js';
import { scenarioJsonSchema } from '../../scenario/schema.js';

export default class ScenarioSchema extends BaseCommand {
  static override summary = 'Print the JSON schema of scenario files.';
  static override description =
    'Use it in an editor for completion and validation. The same schema ships with the scenarios.';
  static override examples = [
    '<%= config.bin %> scenario schema',
    '<%= config.bin %> scenario schema > scenario.schema.json',
  ];

  async run(): Promise<Readonly<Record<string, unknown>>> {
    await this.parse(ScenarioSchema);
    const schema = scenarioJsonSchema();
    this.log(JSON.stringify(schema, null, 2));
    return schema;
  }
}
