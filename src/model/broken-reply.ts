/** Prefix of an error message: what follows was sent by a server and violates the protocol. */
export const brokenReply = 'broken reply: ';
