/**
 * What GitHub Actions treats as a command: `::error::` at the beginning of a line, after any white space, and `##[error]`
 * anywhere; Azure Pipelines and TeamCity read `##vso[` and `##teamcity[`. Source: ActionCommand.cs and
 * ActionCommandManager.cs of actions/runner.
 */
const names =
  'add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning';
const anywhere = new RegExp(`::(?=(?:${names})(?:[ :]|$))`, 'gi');
const atLineStart = /^([^\S\r\n]*)::(?=[a-z])/gim;
const bracketed = /##(?=[a-z]{0,20}\[)/gi;

/** A text that contains no command for the CI system showing it, however it is wrapped later. */
export function withoutWorkflowCommands(text: string): string {
  return text.replace(anywhere, ': :').replace(bracketed, '# #');
}

/** The same for whole output lines, keeping their line breaks. */
export function linesWithoutWorkflowCommands(text: string): string {
  return text.replace(atLineStart, '$1: :').replace(bracketed, '# #');
}
