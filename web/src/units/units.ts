/** What is shown of whole units, loaded when they are. */

export { default as DistrictPanel } from './DistrictPanel.svelte';
export { default as DistrictTable } from './DistrictTable.svelte';
export { default as UnitHistory } from './UnitHistory.svelte';
export { default as UnitTable } from './UnitTable.svelte';
