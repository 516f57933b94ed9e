// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice What the two stand-ins below share: a token that keeps its own list of holders, freezes and moves by force.
/// They are written from the methods that ERC-3643 and CMTAT publish, and behave as plainly as those allow.
abstract contract Existing is ERC20 {
    address internal immutable owner;
    uint8 private immutable _decimals;
    mapping(address account => bool) public isFrozen;
    mapping(address account => uint256) public getFrozenTokens;

    error Unauthorised(address caller);
    error Barred(address account);

    constructor(uint8 decimals_) ERC20("Token of another maker", "TAM") {
        owner = msg.sender;
        _decimals = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function mint(address account, uint256 amount) external virtual {
        _only(_mayMint(msg.sender));
        _mint(account, amount);
    }

    function burn(address account, uint256 amount) external virtual {
        _only(_mayBurn(msg.sender));
        _burn(account, amount);
    }

    function setAddressFrozen(address account, bool freeze) external {
        _only(_mayEnforce(msg.sender));
        isFrozen[account] = freeze;
    }

    function freezePartialTokens(address account, uint256 amount) external {
        _only(_mayEnforce(msg.sender));
        getFrozenTokens[account] += amount;
    }

    function forcedTransfer(address from, address to, uint256 amount) external returns (bool) {
        _only(_mayEnforce(msg.sender));
        (bool frozen, uint256 some) = (isFrozen[from], getFrozenTokens[from]);
        (isFrozen[from], getFrozenTokens[from]) = (false, 0);
        _transfer(from, to, amount);
        (isFrozen[from], getFrozenTokens[from]) = (frozen, some < balanceOf(from) ? some : balanceOf(from));
        return true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && to != address(0)) {
            require(!isFrozen[from] && balanceOf(from) >= getFrozenTokens[from] + amount, Barred(from));
        }
        super._update(from, to, amount);
    }

    function _only(bool may) internal view {
        require(may, Unauthorised(msg.sender));
    }

    function _mayMint(address caller) internal view virtual returns (bool);
    function _mayBurn(address caller) internal view virtual returns (bool);
    function _mayEnforce(address caller) internal view virtual returns (bool);
}

/// @notice Agents do everything, as ERC-3643 has it; a recovery moves what a lost wallet holds and what is frozen of it.
contract Existing3643 is Existing {
    event AgentAdded(address indexed _agent);
    event AgentRemoved(address indexed _agent);
    event RecoverySuccess(address indexed lostWallet, address indexed newWallet, address indexed identity);

    mapping(address account => bool) public isAgent;

    constructor(uint8 decimals_) Existing(decimals_) {}

    function addAgent(address agent) external {
        _only(msg.sender == owner);
        isAgent[agent] = true;
        emit AgentAdded(agent);
    }

    function removeAgent(address agent) external {
        _only(msg.sender == owner);
        isAgent[agent] = false;
        emit AgentRemoved(agent);
    }

    function recoveryAddress(address lost, address to, address identity) external returns (bool) {
        _only(isAgent[msg.sender]);
        uint256 frozen = getFrozenTokens[lost];
        getFrozenTokens[lost] = 0;
        _transfer(lost, to, balanceOf(lost));
        getFrozenTokens[to] += frozen;
        emit RecoverySuccess(lost, to, identity);
        return true;
    }

    function _mayMint(address caller) internal view override returns (bool) {
        return isAgent[caller];
    }

    function _mayBurn(address caller) internal view override returns (bool) {
        return isAgent[caller];
    }

    function _mayEnforce(address caller) internal view override returns (bool) {
        return isAgent[caller];
    }
}

/// @notice A role for each power, as CMTAT has it over OpenZeppelin's access control.
contract ExistingCmtat is Existing {
    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);

    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 public constant BURNER_ROLE = keccak256("BURNER_ROLE");
    bytes32 public constant ENFORCER_ROLE = keccak256("ENFORCER_ROLE");

    mapping(bytes32 role => mapping(address account => bool)) public hasRole;

    constructor(uint8 decimals_) Existing(decimals_) {}

    function grantRole(bytes32 role, address account) external {
        _only(msg.sender == owner);
        hasRole[role][account] = true;
        emit RoleGranted(role, account, msg.sender);
    }

    function revokeRole(bytes32 role, address account) external {
        _only(msg.sender == owner);
        hasRole[role][account] = false;
        emit RoleRevoked(role, account, msg.sender);
    }

    function _mayMint(address caller) internal view override returns (bool) {
        return hasRole[MINTER_ROLE][caller];
    }

    function _mayBurn(address caller) internal view override returns (bool) {
        return hasRole[BURNER_ROLE][caller];
    }

    function _mayEnforce(address caller) internal view override returns (bool) {
        return hasRole[ENFORCER_ROLE][caller];
    }
}

/// @notice Mints one unit more than it is asked, or to another.
contract Dishonest is Existing {
    address public other;

    constructor() Existing(0) {}

    function giveTo(address account) external {
        other = account;
    }

    function mint(address account, uint256 amount) external override {
        if (other == address(0)) _mint(account, amount + 1);
        else _mint(other, amount);
    }

    function _mayMint(address) internal pure override returns (bool) {
        return true;
    }

    function _mayBurn(address) internal pure override returns (bool) {
        return true;
    }

    function _mayEnforce(address) internal pure override returns (bool) {
        return true;
    }
}
