/** The part of fs-native-extensions that is used; the package ships no types. */
declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on a range (length 0: the whole file). False when somebody else holds it. */
  export function tryLock(fd: number, offset?: number, length?: number): boolean;
  export function unlock(fd: number, offset?: number, length?: number): void;
  /** Returns a range of the file to the file system; the range reads as zeros afterwards and the size stays. */
  export function trim(fd: number, offset: number, length: number): Promise<void>;
}
