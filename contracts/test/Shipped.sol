// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Cheats} from "./Cheats.sol";

/// @notice Deploys contracts as they are shipped. A test is compiled in a few seconds without the optimizer; `new` would
/// deploy such a copy, so that every act goes through the code that the shipping profile built instead.
abstract contract Shipped {
    Cheats internal constant VM = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// Deploys `out/<name>.sol/<name>.json`, what the shipping profile made of `src/<name>.sol`.
    function _deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory code =
            bytes.concat(VM.getCode(string.concat("out/", name, ".sol/", name, ".json")), arguments);
        assembly {
            deployed := create(0, add(code, 32), mload(code))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
