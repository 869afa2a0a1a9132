/** What is shown of whole units, loaded when they are. */

export { default as UnitHistory } from './UnitHistory.svelte';
export { default as UnitTable } from './UnitTable.svelte';
