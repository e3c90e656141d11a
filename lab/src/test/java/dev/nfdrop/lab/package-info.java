@NullMarked
package dev.nfdrop.lab;

import org.jspecify.annotations.NullMarked;
