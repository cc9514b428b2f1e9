"use strict";
// Changing the page from one date to another: elements and texts are made as such, never from markup.

// Applies a patch to a node; what undoes it is added to `undo`, to be done in the opposite order.
const change = (node, patch, undo) => {
  if (typeof patch === "string") {
    const was = node.data;
    node.data = patch;
    undo.push(() => { node.data = was; });
    return;
  }
  const children = [...node.childNodes];
  for (const [name, inner] of Object.entries(patch)) {
    if (name === "a") dress(node, inner, undo);
    else if (name !== "s") change(children[Number(name)], inner, undo);
  }
  for (const [at, gone, come] of patch.s ?? []) {
    const out = children.slice(at, at + gone);
    const rest = children[at + gone] ?? null;
    const fresh = come.map(made);
    out.forEach((child) => child.remove());
    fresh.forEach((child) => node.insertBefore(child, rest));
    undo.push(() => {
      fresh.forEach((child) => child.remove());
      out.forEach((child) => node.insertBefore(child, rest));
    });
  }
};

const dress = (node, attributes, undo) => {
  for (const [name, value] of Object.entries(attributes)) {
    const was = node.getAttribute(name);
    const set = (to) => (to === null ? node.removeAttribute(name) : node.setAttribute(name, to));
    set(value);
    undo.push(() => set(was));
  }
};

const made = (data) => {
  if (typeof data === "string") return document.createTextNode(data);
  const [tag, attributes, ...children] = data;
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.map(made));
  return node;
};
