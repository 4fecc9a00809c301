// Return the elements of the page as HTML: with open shadow roots and frames of the same site in place, with what is not
// displayed marked `hidden`, without scripts and styles, which have done their work. At most `limit` characters of text.
(limit) => {
  const inert = document.implementation.createHTMLDocument("");
  const dropped = new Set(["script", "noscript", "style", "template", "link"]);
  const isStatement = (node) => /json/i.test(node.getAttribute("type") ?? "") || node.localName === "link";
  const asBlock = new Set(["iframe", "frame", "slot"]);
  let left = limit;

  const isHead = (node) => node.closest("head") !== null;

  const innerDocument = (frame) => {
    try {
      return frame.contentDocument?.body ?? null;
    } catch {
      return null;
    }
  };

  const childrenOf = (node) => {
    if (node.localName === "iframe" || node.localName === "frame") {
      const body = innerDocument(node);
      return body ? [body] : [];
    }
    const assigned = node.localName === "slot" ? node.assignedNodes() : [];
    return assigned.length ? assigned : (node.shadowRoot ?? node).childNodes;
  };

  const copyText = (node, into) => {
    const parent = node.parentElement;
    const view = parent?.ownerDocument.defaultView;
    if (view && view.getComputedStyle(parent).visibility === "hidden") return;
    into.append(node.data.slice(0, left));
    left -= Math.min(left, node.data.length);
  };

  const copy = (node, into) => {
    if (left <= 0) return;
    if (node.nodeType === Node.TEXT_NODE) return copyText(node, into);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (dropped.has(node.localName) && !isStatement(node)) return;
    const isInner = node.localName === "body" && node.ownerDocument !== document;
    const name = isInner || asBlock.has(node.localName) ? "div" : node.localName;
    const element = inert.createElementNS(node.namespaceURI, name);
    for (const { name: key, value } of node.attributes) {
      left -= value.length;
      try {
        element.setAttribute(key, value);
      } catch {
        // a name that a parser accepts and this method does not
      }
    }
    if (node.ownerDocument.defaultView?.getComputedStyle(node).display === "none" && !isHead(node)) {
      element.setAttribute("hidden", "");
    }
    into.append(element);
    for (const child of childrenOf(node)) copy(child, element);
  };

  const root = inert.createElement("div");
  copy(document.documentElement, root);
  return { url: document.location.href, html: "<!DOCTYPE html>" + root.innerHTML, isCut: left <= 0 };
}
