import { stringify } from 'yaml';
import type { ScenarioDocument } from './schema.js';

/** Formats a document as YAML, in the layout and order of the scenario files. */
export function formatScenario(document: ScenarioDocument): string {
  return stringify(document, { lineWidth: 120 });
}
