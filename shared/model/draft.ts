/**
 * Work in progress: what a wizard had been told when it was put aside. Nothing of it has happened, so nothing has to
 * be right yet: it is kept as it was typed.
 */
import * as z from 'zod';
import { customizationSpecIdSchema, objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { hardwareLimits } from './hardware.ts';
import { diskFormatSchema } from './inventory.ts';

/** Identifies one wizard that was put aside; a UUID that the client makes, so that saving again replaces it. */
export const draftIdSchema = z.uuid().brand<'DraftId'>();
export type DraftId = z.infer<typeof draftIdSchema>;

/** How many are kept; more than anybody keeps in view. */
export const draftLimit = 50;

/** Far above what a name may have, so that one that is too long can be put aside and mended. */
const text = z.string().max(200);
/** As typed; null while the field is empty. */
const number = z.number().nullable();
const placeId = objectIdSchema.nullable();
const stepId = z.string().max(40);
/** Null: "Datastore default". Drafts from before there were policies ask for what the source has. */
const policy = z.union([storagePolicyIdSchema, z.literal('same')]).nullable().default('same');

export const deployDraftSchema = z.object({
  type: z.literal('deployTemplate'),
  version: z.literal(1),
  stepId,
  /** True when the wizard was not opened from a template, so that it asks for one. */
  asksTemplate: z.boolean(),
  templateId: placeId,
  name: text,
  /** Null: where the template is. The same for the next two. */
  folderId: placeId,
  computeId: placeId,
  datastoreId: placeId,
  /** Null: each disk keeps its format. */
  policy,
  diskFormat: diskFormatSchema.nullable(),
  /** Whether disks are placed one by one, and where, by their labels; the others go with the machine. Drafts from before that place none. */
  placesDisks: z.boolean().default(false),
  diskPlaces: z.record(text, objectIdSchema).default({}),
  customizesGuest: z.boolean(),
  customizationId: customizationSpecIdSchema.nullable(),
  customizesHardware: z.boolean(),
  powerOn: z.boolean(),
  cpuCount: number,
  /** A size as it was typed: "4 GiB". */
  memoryText: text,
  /** Sizes of disks as they were typed, by label; those of the template where left out. */
  diskTexts: z.record(text, text),
  /** Networks of adapters, by label; those of the template where left out. */
  nicNetworks: z.record(text, objectIdSchema),
  /** What was added and changed besides; a disk without a datastore goes with the machine. A draft from before there was any of it says nothing, and so means the hardware of the template. */
  addedDisks: z.array(z.object({ sizeText: text, format: diskFormatSchema, datastoreId: placeId.default(null) })).max(hardwareLimits.diskCount * 2).default([]),
  addedNics: z.array(z.object({ networkId: placeId, isConnected: z.boolean() })).max(hardwareLimits.nicCount * 2).default([]),
  removedNics: z.array(text).max(hardwareLimits.nicCount * 2).default([]),
  nicConnections: z.record(text, z.boolean()).default({}),
});
export type DeployDraft = z.infer<typeof deployDraftSchema>;

export const rapidCloneDraftSchema = z.object({
  type: z.literal('rapidClone'),
  version: z.literal(1),
  stepId,
  sourceId: placeId,
  count: number,
  pattern: text,
  startNumber: number,
  computeId: placeId,
  folderId: placeId,
  datastoreId: placeId,
  powerOn: z.boolean(),
  policy,
  diskFormat: diskFormatSchema.nullable(),
});
export type RapidCloneDraft = z.infer<typeof rapidCloneDraftSchema>;

/** What each wizard keeps. A wizard that keeps something else from now on gets another `version`. */
export const draftContentSchema = z.discriminatedUnion('type', [deployDraftSchema, rapidCloneDraftSchema]);
export type DraftContent = z.infer<typeof draftContentSchema>;

export const wizardDraftSchema = z.object({ id: draftIdSchema, savedAtMs: z.number().int(), content: draftContentSchema });
export type WizardDraft = z.infer<typeof wizardDraftSchema>;

export const draftListSchema = z.object({
  /** The one put aside last comes first. */
  drafts: z.array(wizardDraftSchema),
  /** Those that another version has written in a way that this one does not know. They are kept. */
  unreadable: z.array(z.object({ id: draftIdSchema, savedAtMs: z.number().int() })),
});
export type DraftList = z.infer<typeof draftListSchema>;
