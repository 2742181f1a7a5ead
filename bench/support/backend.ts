/** The portal whose team page is measured. */
import { companyEntities } from './company';
import { startMeasuredPortal } from './portal';

startMeasuredPortal(companyEntities());
