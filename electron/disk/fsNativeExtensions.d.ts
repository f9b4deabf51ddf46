declare module 'fs-native-extensions' {
  const fsNative: {
    /** Takes an exclusive lock that the kernel drops when the process ends. False when another holds it. */
    tryLock(fd: number, offset?: number, length?: number): boolean;
    unlock(fd: number, offset?: number, length?: number): void;
    punchHole(fd: number, offset: number, length: number): Promise<void>;
  };
  export default fsNative;
}
