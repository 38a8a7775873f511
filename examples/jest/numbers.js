const { Redis } = require('ioredis');

/** With ioredis as it comes, a command whose reply was lost is sent again, although the server may have executed it. */
function connect(options) {
  return new Redis(options);
}

/** Each command is sent once. If its reply is lost, it fails, and the caller decides what to do. */
function connectWithoutRetries(options) {
  return new Redis({ ...options, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 });
}

/** The number of the next order. */
function nextNumber(redis) {
  return redis.incr('orders');
}

module.exports = { connect, connectWithoutRetries, nextNumber };
