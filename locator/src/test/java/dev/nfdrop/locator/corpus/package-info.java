/// Every instruction of every module in the corpus, against other people's disassemblers.
@NullMarked
package dev.nfdrop.locator.corpus;

import org.jspecify.annotations.NullMarked;
