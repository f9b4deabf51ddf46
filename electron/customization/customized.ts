/** What is written for a guest. */
import type { CustomizationPreview, CustomizationValues, SecretName } from '../../shared/model/customization.ts';

/** The secrets are in it, so it goes nowhere but to the disk. */
export interface Customized {
  readonly values: CustomizationValues;
  readonly applied: CustomizationPreview;
  /** Tells cloud-init that this is a first start: another one with every customization. */
  readonly instanceId: string;
  readonly secrets: Partial<Readonly<Record<SecretName, string>>>;
}
