// The parts of Lit that Parlour uses, as one file.
export { LitElement, html, nothing, render, noChange } from "lit-element/lit-element.js";
export { Directive, PartType, directive } from "lit-html/directive.js";
export { ifDefined } from "lit-html/directives/if-defined.js";
export { live } from "lit-html/directives/live.js";
export { repeat } from "lit-html/directives/repeat.js";
