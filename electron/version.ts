/** The product's version, as `package.json` has it; put in place when the program is bundled. */
declare const __CLONEYARD_VERSION__: string | undefined;

export const version: string = typeof __CLONEYARD_VERSION__ === 'string' ? __CLONEYARD_VERSION__ : '0.0.0-source';
