/**
 * The faults a call can end in. Codes follow vSphere's own names where it has one; the
 * client and the command line branch on the code, never on the message.
 */
import * as z from 'zod';

/** What every fault carries besides code and message. */
export const faultDataSchema = z.object({
  /** The names the fault is about (colliding VM names, files, the holder of a lock), at most a few hundred. */
  names: z.array(z.string()).optional(),
  /** The next step a person can take. */
  hint: z.string().optional(),
});
export type FaultData = z.infer<typeof faultDataSchema>;

/** Code → what it means when no more exact message is at hand. */
export const faultMeanings = {
  DuplicateName: 'The name is already in use.',
  InvalidName: 'The name is not allowed.',
  InvalidArgument: 'A value is not allowed here.',
  InvalidPowerState: 'The virtual machine is in the wrong power state for this.',
  InvalidFolder: 'The folder cannot be used for this.',
  InvalidState: 'This is not possible in the present state.',
  InvalidDiskFormat: 'The file is not a disk image that can be read.',
  InsufficientStorageSpace: 'There is not enough space.',
  ManagedObjectNotFound: 'The object does not exist.',
  ResourceInUse: 'The object is in use.',
  TaskInProgress: 'Another task is working on the object.',
  RequestCanceled: 'The task was cancelled.',
  FileNotFound: 'The file does not exist.',
  FileAlreadyExists: 'The file exists already.',
  FileFault: 'The file cannot be read or written.',
  LimitExceeded: 'The request is above a limit.',
  NoPermission: 'The role does not allow this.',
  NotSupported: 'This is not supported.',
  DataIntegrity: 'Stored data did not match its checksum.',
  Interrupted: 'The work was interrupted by a shutdown.',
  SystemError: 'Something unexpected went wrong.',
} as const;

export type FaultCode = keyof typeof faultMeanings;
export const faultCodes = Object.keys(faultMeanings) as [FaultCode, ...FaultCode[]];
export const faultCodeSchema = z.enum(faultCodes);

/** A fault as it is stored in the task journal and shown to people. */
export const faultRecordSchema = z.object({
  code: faultCodeSchema,
  message: z.string(),
  names: z.array(z.string()).optional(),
  hint: z.string().optional(),
});
export type FaultRecord = z.infer<typeof faultRecordSchema>;

/** Thrown by services; the api room turns it into a typed error of the contract. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly data: FaultData;

  constructor(code: FaultCode, message?: string, data: FaultData = {}, options?: ErrorOptions) {
    super(message ?? faultMeanings[code], options);
    this.name = 'Fault';
    this.code = code;
    this.data = data;
  }

  toRecord(): FaultRecord {
    return { code: this.code, message: this.message, ...this.data };
  }
}

/** Any thrown value as a fault record; what is not a `Fault` becomes a `SystemError` that keeps its message. */
export function faultRecordOf(error: unknown): FaultRecord {
  if (error instanceof Fault) return error.toRecord();
  return { code: 'SystemError', message: error instanceof Error ? error.message : String(error) };
}
