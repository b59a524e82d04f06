#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gtest_redis {

/// Whether what goes by this name is likely to be a secret: one of its words is password, passwd,
/// passphrase, pass, secret, token, auth, authorization, credential, cookie, apikey, or ends
/// in one of the longer ones ("pgpassword"), or two of them are "api key", "private key" and the
/// like. Words end at '_', '-' and where a capital begins ("accessToken"); case does not matter.
/// A name is harmless whose last word tells that it is something about one: "token_count",
/// "password_file", "auth-required". So are "keys", "monkey", "author", "NOAUTH".
bool IsSecretName(std::string_view name);

/// `text` with "***" for what may be a secret in it, whatever the text is:
///
///     user information in URLs      redis://bob:***@host, https://***@host
///     what has a secret's name      "password": "***", PASSWORD=***, --password ***,
///                                   requirepass ***, Authorization: Bearer ***
///     arguments of AUTH, ACL rules  AUTH *** ***, user bob on >*** #***
///
/// Rather too much than too little. What stays: empty values, unquoted true, false, null, yes, no,
/// and placeholders of contracts ({env:NAME}, {redis_password}). Takes time in proportion to the
/// text.
std::string WithoutSecrets(const std::string& text);

/// The text of a contract with "{env:NAME}" in the place of each secret, so that a run of it says
/// which variables it needs; the rest stays as it is, comments included. NAME is the name by which
/// the secret goes ("REDIS_PASSWORD", "X_API_KEY"; with a number behind it where different secrets
/// have the same). Statuses and "capture" stay, whatever their names are.
std::string ContractWithoutSecrets(const std::string& text);

/// The secrets that ContractWithoutSecrets() replaces, as they stand in the text.
std::vector<std::string> SecretsOfContract(const std::string& text);

}  // namespace gtest_redis
