/** How a client says what it is. Nothing is decided by it but the name that a task is told to have been started by. */
export const callerHeader = 'cloneyard-client';
/** Sent by the command line, in process and to a client that has the yard open. */
export const commandLineCaller = 'command-line';
