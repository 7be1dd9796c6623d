/* Draws the API's description. Requests tried out from the page carry the session's CSRF token, as the site's own forms do. */
(() => {
  "use strict";

  const place = document.getElementById("swagger-ui");
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

  window.SwaggerUIBundle({
    url: place.dataset.schemaUrl,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    persistAuthorization: false,
    requestInterceptor(request) {
      const sameOrigin = new URL(request.url, location.href).origin === location.origin;
      if (sameOrigin && !["GET", "HEAD", "OPTIONS"].includes(request.method)) request.headers["X-CSRFToken"] = cookie("csrftoken");
      return request;
    },
  });
})();
