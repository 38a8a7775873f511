import type { Access } from '../../../model/access.js';
import type { ClientView } from '../../../model/client-view.js';
import { memberAddress } from '../../../model/member-address.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { type Refusal, replyRefusal } from '../refusal.js';
import { bulkStrings } from './bulk-strings.js';
import { replyKind } from './protocol.js';
import { ReplyReader } from './reply-reader.js';
import { respRequest, respSession } from './resp-handshake.js';
import { WireConnection } from './wire-connection.js';

/** Where the primary is, or why it is unknown. */
export type PrimaryAnswer =
  | { readonly endpoint: Endpoint; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly endpoint?: never };

/** A view of a cluster that has one primary. */
export type PrimaryView = Exclude<ClientView, { readonly kind: 'pool' | 'cluster' }>;

const answerBytes = 4096;
const mostAnswerBytes = 64 * 1024;

/** Where the primary is now, according to the cluster. Each sentinel has `timeoutMs` to answer. */
export async function findPrimary(view: PrimaryView, timeoutMs: number): Promise<PrimaryAnswer> {
  switch (view.kind) {
    case 'single':
      return { endpoint: view.endpoint };
    case 'sentinel': {
      const refusals: Refusal[] = [];
      for (const sentinel of view.sentinels) {
        const answer = await ask(sentinel, view.sentinelAccess, view.primaryName, timeoutMs);
        if (answer.refusal) refusals.push(answer.refusal);
        else {
          const { host, port } = answer.endpoint;
          return { endpoint: view.addressMap[`${host}:${port}`] ?? answer.endpoint };
        }
      }
      // A sentinel that may answer later is worth waiting for, whatever the others say.
      const telling = refusals.find(({ isFinal }) => !isFinal) ?? refusals[0];
      return { refusal: telling ?? { reason: 'there is no sentinel to ask', isFinal: true } };
    }
    default:
      return view satisfies never;
  }
}

/** Asks one sentinel, on a dedicated connection. */
function ask(endpoint: Endpoint, access: Access, primaryName: string, timeoutMs: number): Promise<PrimaryAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: PrimaryAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      connection.drop();
    };
    const refuse = ({ reason, isFinal }: Refusal) =>
      finish({ refusal: { reason: `sentinel ${endpointName(endpoint)}: ${reason}`, isFinal } });
    const timer = setTimeout(() => refuse({ reason: `no reply within ${timeoutMs} ms`, isFinal: false }), timeoutMs);
    const question = Buffer.from(respRequest(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName]));
    const connection = new WireConnection(
      {
        endpoint,
        access,
        handshake: respSession({ ...access, database: 0 }, access.respVersion ?? 2),
        createReader: (listener) => new ReplyReader(listener, mostAnswerBytes),
        readBuffer: Buffer.alloc(answerBytes),
        timeoutMs,
      },
      {
        repliesArrive() {},
        repliesHandled() {},
        ready: () => connection.send(question, question.length),
        reply: (kind, buffer, start, end) => {
          const [host, port] = kind === replyKind.list ? bulkStrings(buffer, start, end) : [];
          const named = host === undefined || host === '' ? undefined : memberAddress(host, port, endpoint);
          if (named !== undefined) finish({ endpoint: named });
          else if (host !== undefined)
            refuse({
              reason: `it reports the primary at ${JSON.stringify(`${host}:${port}`)}, which is not a host and port`,
              isFinal: false,
            });
          else if (kind === replyKind.error) refuse(replyRefusal(buffer.toString('utf8', start, end)));
          else refuse({ reason: `it knows no primary named ${primaryName}`, isFinal: false });
        },
        refused: refuse,
        closed: () => refuse({ reason: 'it closed the connection', isFinal: false }),
      },
    );
  });
}
