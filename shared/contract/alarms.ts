import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';
import { alarmDefinitionSchema, alarmIdSchema, alarmSettingsSchema, triggeredAlarmSchema } from '../model/alarm.ts';
import { call, operateCall, readCall } from './base.ts';

const revision = z.number().int().nonnegative();

/** Everything there is to know about alarms; it is little, so every change brings all of it. */
export const alarmStateSchema = z.object({ definitions: z.array(alarmDefinitionSchema), triggered: z.array(triggeredAlarmSchema) });
export type AlarmState = z.infer<typeof alarmStateSchema>;

const triggered = z.object({ alarmId: alarmIdSchema, objectId: objectIdSchema });
const chosen = z.object({ alarms: z.array(triggered).min(1).max(1000) });

export const alarmsContract = {
  watch: readCall.output(eventIterator(alarmStateSchema.extend({ revision }))),
  /** Triggered ones: red ahead of yellow, then newest first. */
  state: readCall.output(alarmStateSchema),
  /** Says that somebody has seen them. Those that are not triggered any more are left alone. */
  acknowledge: operateCall.input(chosen).output(z.object({ changed: z.number().int() })),
  /** Sets them green until their condition has ended and come again, or has become worse. */
  reset: operateCall.input(chosen).output(z.object({ changed: z.number().int() })),
  /** InvalidArgument for thresholds that make no sense, DuplicateName, ManagedObjectNotFound for a scope that does not exist. */
  create: call.input(alarmSettingsSchema).output(alarmDefinitionSchema),
  update: call.input(z.object({ id: alarmIdSchema, settings: alarmSettingsSchema })).output(alarmDefinitionSchema),
  /** Removes the definition; what it has triggered is over. */
  remove: call.input(z.object({ id: alarmIdSchema })).output(z.object({})),
};
