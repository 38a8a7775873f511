import { outcomeCode } from './driver.js';
import { judgeError } from './outcome-rules.js';
import { isEnough, type WaitRequest } from './wait-request.js';

/** A write is acknowledged by its reply plus a WAIT or WAITAOF that reports at least the requested number of copies. */
export async function durableReply(
  reply: Promise<unknown>,
  waiting: Promise<unknown>,
  wait: WaitRequest,
): Promise<unknown> {
  const [write, answer] = await Promise.allSettled([reply, waiting]);
  if (write.status === 'rejected') throw write.reason;
  const [command] = wait.words;
  if (answer.status === 'rejected') throw refusedWait(answer.reason as Error, command);
  if (!isEnough(wait, answer.value))
    throw new Error(`${command} was acknowledged by fewer than asked (${answer.value} of ${wait.atLeast})`);
  return write.value;
}

// An error from WAIT says nothing about the write before it, which was executed.
function refusedWait({ name, message }: Error, command: string | undefined): Error {
  const isRefusal = name === 'ReplyError' || judgeError(message).outcome === outcomeCode.fail;
  return new Error(isRefusal ? `${command} was refused (${message})` : message);
}
