/** What ioredis says of a command that it did not send, because the connection was down. */
const unsent = /^Stream isn't writeable and enableOfflineQueue options is false/;

/** Why servers did not do what they were asked to, for warnings: their own words, or that there was no connection. */
export function failureText({ message }: Error): string {
  return unsent.test(message) ? 'there is no connection to the server' : message;
}
