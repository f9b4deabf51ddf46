/**
 * Has to be evaluated before any module that makes a schema: schemas decide when they are made
 * whether to compile themselves from text, which the content security policy forbids.
 */
import * as z from 'zod';

z.config({ jitless: true });
