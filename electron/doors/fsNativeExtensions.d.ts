/** The part of fs-native-extensions that the lease uses; the package ships no types. */
declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on a range (length 0: the whole file). False when somebody else holds it. */
  export function tryLock(fd: number, offset?: number, length?: number): boolean;
  export function unlock(fd: number, offset?: number, length?: number): void;
}
