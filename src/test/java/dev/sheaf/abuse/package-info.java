/** What strangers may send: malformed and hostile requests by seeds, and the wire that carries what no client would. */
@NullMarked
package dev.sheaf.abuse;

import org.jspecify.annotations.NullMarked;
