/** The load of an agent that is lost. It does not end the command: the run is reported, without a verdict. */
export class LostAgentError extends Error {
  override readonly name = 'LostAgentError';
}
