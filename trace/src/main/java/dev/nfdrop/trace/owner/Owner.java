package dev.nfdrop.trace.owner;

import java.util.Optional;

/// The program that made a rule, as the names around the rule tell.
///
/// @param name the program's, in lower case
/// @param zone firewalld's zone
/// @param policy the program's policy that the rule belongs to
/// @param part another part of the program's rules that has a name: a jail of fail2ban's, ufw's
///   `user-input`, Docker's `DOCKER-USER`
public record Owner(
    String name, Optional<String> zone, Optional<String> policy, Optional<String> part) {}
