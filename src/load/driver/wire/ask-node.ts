import type { Access } from '../../../model/access.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { type Refusal, replyRefusal } from '../refusal.js';
import { replyKind } from './protocol.js';
import { ReplyReader } from './reply-reader.js';
import { respRequest, respSession } from './resp-handshake.js';
import { type RespValue, respValues } from './resp-values.js';
import { WireConnection } from './wire-connection.js';

const answerBytes = 64 * 1024;
const mostAnswerBytes = 1024 * 1024;

export type NodeAnswer =
  | { readonly values: readonly RespValue[]; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly values?: never };

/**
 * Sends one server one request on a dedicated connection; the answer is a list, a text (returned as the only element), or nil
 * (no element).
 */
export function askNode(
  endpoint: Endpoint,
  access: Access,
  words: readonly string[],
  timeoutMs: number,
): Promise<NodeAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: NodeAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      connection.drop();
    };
    const refuse = ({ reason, isFinal }: Refusal) =>
      finish({ refusal: { reason: `${endpointName(endpoint)}: ${reason}`, isFinal } });
    const timer = setTimeout(() => refuse({ reason: `no reply within ${timeoutMs} ms`, isFinal: false }), timeoutMs);
    const question = Buffer.from(respRequest(words));
    const connection = new WireConnection(
      {
        endpoint,
        access,
        handshake: respSession(access, access.respVersion ?? 2),
        createReader: (listener) => new ReplyReader(listener, mostAnswerBytes),
        readBuffer: Buffer.alloc(answerBytes),
        timeoutMs,
      },
      {
        repliesArrive() {},
        repliesHandled() {},
        ready: () => connection.send(question, question.length),
        reply: (kind, buffer, start, end) => {
          if (kind === replyKind.list) finish({ values: respValues(buffer, start, end) });
          else if (kind === replyKind.missing) finish({ values: [] });
          else if (kind === replyKind.text) finish({ values: [buffer.toString('utf8', start, end)] });
          else if (kind === replyKind.error) refuse(replyRefusal(buffer.toString('utf8', start, end)));
          else refuse({ reason: `its reply to ${words.join(' ')} is neither a list nor a text`, isFinal: false });
        },
        refused: refuse,
        closed: () => refuse({ reason: 'it closed the connection', isFinal: false }),
      },
    );
  });
}
